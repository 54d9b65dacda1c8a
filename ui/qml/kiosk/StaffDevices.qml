import QtQuick
import "../components"

// The devices of the station: where each one is, and how it is.
Column {
    id: list

    required property QtObject staff
    required property QtObject adding

    spacing: Theme.spaceM

    Loader {
        active: list.staff.adding
        width: parent.width
        sourceComponent: AddDevice {
            width: list.width
            viewModel: list.adding
        }
    }

    BigButton {
        objectName: "staff-add-device"
        iconName: list.staff.adding ? "x" : "plus"
        text: list.staff.adding ? qsTr("Stop") : qsTr("Add a device")
        onClicked: list.staff.adding ? list.adding.leave() : list.staff.addDevice()
    }

    EmptyState {
        visible: devices.count === 0 && !list.staff.adding
        width: parent.width
        iconName: "bluetooth"
        sentence: qsTr("No device belongs to this station yet.")
    }

    Repeater {
        id: devices

        model: list.staff.devices

        Card {
            id: card

            required property string key
            required property string name
            required property string kind
            required property string title
            required property string place
            required property bool here
            required property string state
            required property bool low

            width: list.width
            height: Math.max(words.height, moves.height) + 2 * Theme.spaceL

            Column {
                id: words

                x: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                width: moves.x - x - Theme.spaceM
                spacing: Theme.spaceXs

                Words {
                    width: parent.width
                    text: card.title + " · " + card.name
                    font.bold: true
                }

                Words {
                    width: parent.width
                    text: qsTr("Place: %1").arg(card.place)
                }

                Words {
                    width: parent.width
                    text: card.state
                    color: card.low ? Theme.warn : Theme.muted
                    font.pixelSize: Theme.typeLabel
                }
            }

            Column {
                id: moves

                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(Theme.columnCard, card.width / 2)
                spacing: Theme.spaceS

                LineField {
                    id: place

                    visible: card.here
                    width: parent.width
                    label: qsTr("Lend to")
                }

                BigButton {
                    objectName: "move-device"
                    width: parent.width
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    enabled: !card.here || place.text.trim() !== ""
                    text: card.here ? qsTr("Lend it") : qsTr("It is back")
                    onClicked: list.staff.moveDevice(card.key, card.here ? place.text : "")
                }
            }
        }
    }
}
