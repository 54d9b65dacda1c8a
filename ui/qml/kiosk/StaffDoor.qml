import QtQuick
import "../components"

// Choose your name and type your PIN; at a new station the first manager is made here.
StationPage {
    id: door

    required property QtObject staff
    required property QtObject shell
    property string chosen: ""

    title: door.staff.fresh ? qsTr("A new station") : qsTr("For the staff")
    sentence: door.staff.fresh ? qsTr("Give your name and a PIN of 6 to 12 digits: you will look after this station.") : qsTr("Choose your name and type your PIN.")

    Grid {
        id: grid

        readonly property real half: (width - columnSpacing) / 2

        width: parent.width
        columns: door.wide ? 2 : 1
        columnSpacing: Theme.spaceXl
        rowSpacing: Theme.spaceXl

        Column {
            width: door.wide ? grid.half : grid.width

            LineField {
                id: name

                visible: door.staff.fresh
                width: parent.width
                label: qsTr("Your name")
            }

            Flow {
                visible: !door.staff.fresh
                width: parent.width
                spacing: Theme.spaceM

                Repeater {
                    model: door.staff.members

                    BigButton {
                        required property string key
                        required property string name

                        objectName: "member-" + key
                        kind: door.chosen === key ? "primary" : "soft"
                        iconName: "users"
                        text: name
                        onClicked: {
                            door.chosen = key;
                            pad.forceActiveFocus();
                        }
                    }
                }
            }
        }

        PinKeys {
            id: pad

            width: door.wide ? grid.half : grid.width
            enabled: !door.staff.working && (door.staff.fresh ? name.text.trim() !== "" : door.chosen !== "")
            opacity: enabled ? 1 : 0.5
            onGiven: pin => door.staff.fresh ? door.staff.setUp(name.text, pin) : door.staff.signIn(door.chosen, pin)
        }
    }

    Notice {
        width: parent.width
        text: door.staff.trouble !== "" ? door.staff.trouble : door.staff.sentence
    }

    buttons: FootButton {
        objectName: "staff-leave"
        width: parent.width
        kind: "quiet"
        iconName: "x"
        text: qsTr("Back to the visitors")
        onClicked: door.staff.leave()
    }
}
