import QtQuick
import "../components"

// The panel of the staff: a door with a PIN, and behind it the waiting room and the station.
Item {
    id: window

    required property QtObject shell
    required property QtObject staff
    required property QtObject adding

    anchors.fill: parent

    StaffDoor {
        visible: !window.staff.open
        anchors.fill: parent
        staff: window.staff
        shell: window.shell
    }

    Item {
        visible: window.staff.open
        anchors.fill: parent

        Column {
            id: head

            x: Theme.spaceXl
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceXl
            spacing: Theme.spaceM

            Words {
                width: parent.width
                text: qsTr("Staff panel")
                font.pixelSize: Theme.typeHeading
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Words {
                width: parent.width
                text: window.staff.name + " · " + (window.staff.visiting ? qsTr("Somebody is at the station") : qsTr("Nobody is at the station"))
                color: Theme.muted
            }

            StaffFlags {
                width: parent.width
                staff: window.staff
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceS

                Repeater {
                    model: [["queue", "list", qsTr("Waiting room")], ["devices", "bluetooth", qsTr("Devices")], ["station", "monitor", qsTr("Station")], ["members", "users", qsTr("Staff")], ["audit", "clipboard-list", qsTr("Log")]]

                    BigButton {
                        required property var modelData

                        objectName: "tab-" + modelData[0]
                        visible: modelData[0] !== "audit" || window.staff.manager
                        kind: window.staff.tab === modelData[0] ? "primary" : "soft"
                        iconName: modelData[1]
                        text: modelData[2]
                        fontSize: Theme.typeControl
                        leastHeight: Theme.sizeTarget
                        onClicked: window.staff.showTab(modelData[0])
                    }
                }

                BigButton {
                    objectName: "sign-out"
                    kind: "quiet"
                    iconName: "lock"
                    text: qsTr("Close the panel")
                    fontSize: Theme.typeControl
                    leastHeight: Theme.sizeTarget
                    onClicked: {
                        window.staff.signOut();
                        window.staff.leave();
                    }
                }
            }

            Notice {
                width: parent.width
                text: window.staff.trouble
            }
        }

        ScrollArea {
            anchors.top: head.bottom
            anchors.topMargin: Theme.spaceL
            anchors.bottom: parent.bottom
            x: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            contentHeight: body.height + Theme.spaceL

            Column {
                id: body

                width: parent.width
                spacing: Theme.spaceM

                StaffQueue {
                    visible: window.staff.tab === "queue"
                    width: parent.width
                    staff: window.staff
                }

                StaffDevices {
                    visible: window.staff.tab === "devices"
                    width: parent.width
                    staff: window.staff
                    adding: window.adding
                }

                StaffStation {
                    visible: window.staff.tab === "station"
                    width: parent.width
                    staff: window.staff
                }

                StaffLog {
                    visible: window.staff.tab === "audit"
                    width: parent.width
                    staff: window.staff
                }

                StaffMembers {
                    visible: window.staff.tab === "members"
                    width: parent.width
                    staff: window.staff
                }
            }
        }
    }

    Toast {
        id: toast
    }

    Connections {
        function onTold(sentence) {
            toast.tell(sentence);
        }

        target: window.staff
    }
}
