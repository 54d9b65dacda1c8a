import QtQuick
import "../components"

// Who looks after the station; managers add and remove.
Column {
    id: list

    required property QtObject staff
    property string role: "nurse"

    spacing: Theme.spaceM

    Repeater {
        model: list.staff.members

        Card {
            id: card

            required property string key
            required property string name
            required property string roleWords

            width: list.width
            height: remove.height + 2 * Theme.spaceM

            Words {
                x: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                width: remove.x - x
                text: card.name + " · " + card.roleWords
            }

            BigButton {
                id: remove

                objectName: "remove-member"
                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceM
                anchors.verticalCenter: parent.verticalCenter
                visible: list.staff.manager
                kind: "quiet"
                iconName: "trash-2"
                text: qsTr("Remove")
                onClicked: list.staff.removeMember(card.key)
            }
        }
    }

    OwnPin {
        width: parent.width
        staff: list.staff
    }

    Column {
        visible: list.staff.manager
        width: parent.width
        spacing: Theme.spaceM

        LineField {
            id: name

            width: parent.width
            label: qsTr("Name of a new member")
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            Repeater {
                model: [["nurse", qsTr("Nurse")], ["manager", qsTr("Manager")]]

                BigButton {
                    required property var modelData

                    objectName: "role-" + modelData[0]
                    kind: list.role === modelData[0] ? "primary" : "soft"
                    text: modelData[1]
                    onClicked: list.role = modelData[0]
                }
            }
        }

        PinKeys {
            width: parent.width
            enabled: name.text.trim() !== ""
            opacity: enabled ? 1 : 0.5
            onGiven: pin => {
                list.staff.addMember(name.text, list.role, pin);
                name.text = "";
            }
        }
    }
}
