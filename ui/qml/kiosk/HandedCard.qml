import QtQuick
import "../components"

// What one visitor handed over: unverified until somebody accepts or discards it.
Card {
    id: card

    required property QtObject staff
    required property int key
    required property int number
    required property string when
    required property var lines
    required property bool verified
    required property bool simulated

    height: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceS

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            Words {
                text: qsTr("Number %1").arg(card.number)
                font.pixelSize: Theme.typeTitle
                font.bold: true
            }

            Pill {
                verdict: card.verified ? "ok" : "attention"
                text: card.verified ? qsTr("accepted") : qsTr("unverified")
            }

            Pill {
                verdict: "none"
                text: card.simulated ? qsTr("practice") : ""
            }

            Words {
                text: card.when
                color: Theme.muted
            }
        }

        Repeater {
            model: card.lines

            Words {
                required property string modelData

                width: column.width
                text: modelData
            }
        }

        Flow {
            visible: !card.verified
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "accept"
                kind: "primary"
                iconName: "check"
                text: qsTr("Accept")
                onClicked: card.staff.decide(card.key, true)
            }

            BigButton {
                objectName: "discard"
                kind: "quiet"
                iconName: "trash-2"
                text: qsTr("Discard")
                onClicked: card.staff.decide(card.key, false)
            }
        }
    }
}
