import QtQuick

// One doubtful result: the place of the paper, and two big answers. Typing is the third way.
Card {
    id: card

    required property QtObject viewModel
    readonly property var asked: viewModel.question
    readonly property string shown: (asked.value ?? "") + (asked.unit ? " " + asked.unit : "")
    readonly property var meanings: asked.meanings ?? []
    readonly property bool naming: meanings.length > 0
    property bool typing: false

    visible: asked.name !== undefined
    height: body.height + 2 * Theme.spaceL
    color: Theme.warnSoft
    border.color: Theme.warn
    onAskedChanged: typing = false

    Column {
        id: body

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            width: parent.width
            font.bold: true
            color: Theme.warn
            text: card.naming ? qsTr("%1: which test is it?").arg(card.asked.name ?? "") : card.asked.other ? qsTr("%1: which one is on the paper?").arg(card.asked.name ?? "") : qsTr("%1: is it %2 on the paper?").arg(card.asked.name ?? "").arg(card.shown)
        }

        Evidence {
            width: parent.width
            picture: card.viewModel.previews[card.asked.page ?? 0] ?? ""
            name: card.asked.name ?? ""
            spotLeft: card.asked.spotLeft ?? 0
            spotTop: card.asked.spotTop ?? 0
            spotWidth: card.asked.spotWidth ?? 0
            spotHeight: card.asked.spotHeight ?? 0
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            Repeater {
                model: card.meanings

                BigButton {
                    required property var modelData

                    objectName: "report-meaning-" + modelData.key
                    kind: "primary"
                    text: modelData.title
                    onClicked: card.viewModel.nameIt(modelData.key)
                }
            }

            BigButton {
                objectName: "report-meaning-unknown"
                visible: card.naming
                kind: "quiet"
                text: qsTr("I do not know")
                onClicked: card.viewModel.answer(card.asked.value)
            }

            BigButton {
                objectName: "report-answer-first"
                visible: !card.naming
                kind: "primary"
                text: card.asked.other ? card.shown : qsTr("Yes, %1").arg(card.shown)
                onClicked: card.viewModel.answer(card.asked.value)
            }

            BigButton {
                objectName: "report-answer-second"
                visible: !card.naming
                kind: card.asked.other ? "primary" : "soft"
                text: card.asked.other ? card.asked.other : qsTr("No")
                onClicked: {
                    if (card.asked.other)
                        card.viewModel.answer(card.asked.other);
                    else
                        card.typing = true;
                }
            }

            BigButton {
                objectName: "report-answer-type"
                visible: !!card.asked.other && !card.naming
                kind: "quiet"
                text: qsTr("Neither")
                onClicked: card.typing = true
            }

            BigButton {
                objectName: "report-ask-aloud"
                kind: "quiet"
                iconName: "volume-2"
                text: qsTr("Read it to me")
                onClicked: card.viewModel.askAloud()
            }
        }

        LineField {
            id: typed

            visible: card.typing
            width: parent.width
            label: qsTr("Type the result as it is printed")
            longest: 20
            onAccepted: card.viewModel.answer(typed.text)
        }

        BigButton {
            objectName: "report-answer-keep"
            visible: card.typing
            kind: "primary"
            text: qsTr("Keep it")
            enabled: typed.text.trim() !== ""
            onClicked: card.viewModel.answer(typed.text)
        }

        Notice {
            id: refusal

            width: parent.width
            text: ""
        }

        Connections {
            target: card.viewModel

            function onRefused(sentence) {
                refusal.text = sentence;
            }

            function onChanged() {
                refusal.text = "";
            }
        }
    }
}
