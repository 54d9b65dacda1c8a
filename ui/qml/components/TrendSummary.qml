import QtQuick

// The course in words: the sentence, the direction, what changed, the figures; to be heard, or asked about.
Card {
    id: card

    required property QtObject viewModel
    readonly property bool stacked: width < 2.5 * Theme.columnCard
    readonly property var questions: ({
            "blood_pressure": qsTr("How has my blood pressure been?"),
            "heart_rate": qsTr("How has my pulse been?"),
            "spo2": qsTr("How has my blood oxygen been?"),
            "temperature": qsTr("How has my temperature been?"),
            "glucose": qsTr("How has my blood glucose been?"),
            "continuous_glucose": qsTr("How has my blood glucose been?"),
            "weight": qsTr("How has my weight been?"),
            "body_composition": qsTr("How has my body fat been?")
        })
    signal asked(string question)
    signal typed(string kind)

    height: (stacked ? sentences.height + Theme.spaceM + buttons.height : Math.max(sentences.height, buttons.height)) + 2 * Theme.spaceL

    Column {
        id: sentences

        x: Theme.spaceXl
        y: card.stacked ? Theme.spaceL : (card.height - height) / 2
        width: card.stacked ? card.width - 2 * x : buttons.x - x - Theme.spaceL
        spacing: Theme.spaceXs

        Words {
            objectName: "trend-sentence"
            width: parent.width
            text: card.viewModel.sentence
            font.bold: true
        }

        Words {
            objectName: "trend-direction"
            visible: text !== ""
            width: parent.width
            text: card.viewModel.direction
            font.pixelSize: Theme.typeControl
        }

        Repeater {
            model: card.viewModel.notes

            Words {
                required property string modelData

                width: sentences.width
                text: modelData
                font.pixelSize: Theme.typeControl
            }
        }

        Words {
            width: parent.width
            text: [card.viewModel.mean !== "" ? qsTr("Average %1").arg(card.viewModel.mean) : "", card.viewModel.maximum !== "" ? qsTr("highest %1").arg(card.viewModel.maximum) : "", card.viewModel.minimum !== "" ? qsTr("lowest %1").arg(card.viewModel.minimum) : "", card.viewModel.overAllTime ? qsTr("%1 results").arg(card.viewModel.count) : qsTr("%1 readings").arg(card.viewModel.count)].filter(part => part !== "").join(" · ")
            color: Theme.muted
            font.pixelSize: Theme.typeControl
        }
    }

    Column {
        id: buttons

        x: card.stacked ? Theme.spaceXl : card.width - width - Theme.spaceL
        y: card.stacked ? sentences.y + sentences.height + Theme.spaceM : (card.height - height) / 2
        spacing: Theme.spaceM

        BigButton {
            id: say

            objectName: "trend-say"
            width: Math.max(say.implicitWidth, ask.implicitWidth, type.implicitWidth)
            kind: "primary"
            iconName: "volume-2"
            text: qsTr("Read it to me")
            onClicked: card.viewModel.say()
        }

        BigButton {
            id: ask

            objectName: "trend-ask"
            width: say.width
            iconName: "message-circle"
            text: qsTr("Ask about it")
            onClicked: card.asked(card.viewModel.overAllTime ? qsTr("What does %1 mean?").arg(card.viewModel.title) : card.questions[card.viewModel.kind] ?? card.questions["blood_pressure"])
        }

        BigButton {
            id: type

            objectName: "trend-type"
            visible: !card.viewModel.overAllTime
            width: say.width
            iconName: "plus"
            text: qsTr("Type one in")
            onClicked: card.typed(card.viewModel.kind)
        }
    }
}
