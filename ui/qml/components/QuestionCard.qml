import QtQuick

// Whose reading is this: one question, one tap. What was decided can be undone.
Column {
    id: card

    required property QtObject owners
    readonly property var question: owners.question
    readonly property bool asking: question.key !== undefined

    visible: asking || owners.undoable || owners.failure !== ""
    spacing: Theme.spaceM

    Notice {
        width: parent.width
        text: card.owners.failure
    }

    Card {
        visible: card.owners.undoable
        width: parent.width
        height: decided.height + 2 * Theme.spaceM
        color: Theme.okSoft
        border.color: Theme.ok

        Flow {
            id: decided

            x: Theme.spaceL
            y: Theme.spaceM
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM

            Words {
                height: Math.max(implicitHeight, Theme.sizeTarget)
                width: Math.min(Math.ceil(implicitWidth), parent.width)
                verticalAlignment: Text.AlignVCenter
                text: qsTr("Noted: %1").arg(card.owners.done)
                color: Theme.ok
                font.bold: true
            }

            BigButton {
                objectName: "owner-undo"
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: "refresh-cw"
                text: qsTr("Undo")
                onClicked: card.owners.undo()
            }

            BigButton {
                objectName: "owner-leave"
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "check"
                text: qsTr("That is right")
                onClicked: card.owners.leave()
            }
        }
    }

    Card {
        visible: card.asking
        width: parent.width
        height: column.height + 2 * Theme.spaceL
        color: Theme.infoSoft
        border.color: Theme.info

        Column {
            id: column

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM

            Words {
                objectName: "owner-question"
                width: parent.width
                text: card.question.text ?? ""
                color: Theme.info
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: [card.question.when ?? "", card.owners.count > 1 ? qsTr("and %1 more").arg(card.owners.count - 1) : ""].filter(part => part !== "").join(" · ")
                color: Theme.info
                font.pixelSize: Theme.typeCaption
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceM

                Repeater {
                    model: card.question.choices ?? []

                    BigButton {
                        required property var modelData
                        required property int index

                        objectName: "owner-" + index
                        enabled: !card.owners.busy
                        kind: modelData.person === "" ? "quiet" : "soft"
                        leastHeight: Theme.sizeTarget
                        text: modelData.name
                        elided: true
                        width: Math.min(implicitWidth, parent.width)
                        onClicked: card.owners.answer(modelData.person)
                    }
                }
            }

            TickBox {
                objectName: "owner-always"
                visible: card.question.device === true
                on: card.owners.always
                text: qsTr("Always the same person on this device")
                elided: true
                width: Math.min(implicitWidth, parent.width)
                onClicked: card.owners.setAlways(!on)
            }
        }
    }
}
