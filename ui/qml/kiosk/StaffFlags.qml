import QtQuick
import "../components"

// Red flags of visits, until somebody takes note.
Column {
    id: list

    required property QtObject staff

    spacing: Theme.spaceS

    Connections {
        function onFlagged() {
            list.Accessible.announce(qsTr("A dangerous reading at the station"), Accessible.Assertive);
        }

        target: list.staff
    }

    Repeater {
        model: list.staff.flags

        Rectangle {
            id: flag

            required property int key
            required property int number
            required property string words
            required property string when

            width: list.width
            height: Math.max(text.height, seen.height) + 2 * Theme.spaceM
            radius: Theme.radiusSmall
            color: Theme.dangerSoft
            border.width: Theme.sizeFocusRing
            border.color: Theme.danger
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text.text

            Words {
                id: text

                x: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                width: seen.x - x - Theme.spaceM
                color: Theme.danger
                font.bold: true
                text: qsTr("Number %1, %2: %3").arg(flag.number).arg(flag.when).arg(flag.words)
            }

            BigButton {
                id: seen

                objectName: "flag-seen"
                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceM
                anchors.verticalCenter: parent.verticalCenter
                kind: "danger"
                iconName: "check"
                text: qsTr("I am on it")
                onClicked: list.staff.takeNote(flag.key)
            }
        }
    }
}
