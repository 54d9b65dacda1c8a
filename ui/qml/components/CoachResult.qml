import QtQuick

// How a sitting ended: its mean, large, by which rule, and every reading of it.
Card {
    id: card

    required property var shown
    required property var readings
    signal dismissed

    implicitHeight: column.height + 2 * Theme.spaceXl

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceXl
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Words {
            objectName: "coach-mean"
            visible: text.trim() !== ""
            width: parent.width
            text: card.shown.mean === "" ? "" : card.shown.mean + " " + card.shown.meanUnit
            font.pixelSize: Theme.typeNumber
            font.bold: true
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: card.shown.rule
            color: Theme.muted
            font.pixelSize: Theme.typeControl
        }

        Repeater {
            model: card.readings

            CoachReading {
                width: column.width
            }
        }

        Repeater {
            model: card.shown.notes

            Words {
                required property string modelData

                width: column.width
                text: modelData
            }
        }

        BigButton {
            objectName: "coach-leave"
            kind: "primary"
            iconName: "check"
            text: qsTr("Done")
            onClicked: card.dismissed()
        }
    }
}
