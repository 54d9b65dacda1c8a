import QtQuick

// Everything about one device.
Column {
    id: page

    required property var device
    signal measured
    signal pairedAgain
    signal fetched
    signal stopped
    signal settled(string key, bool keepFirst)
    signal owned(string slot, string person)
    signal forgotten
    signal dismissed

    spacing: Theme.spaceM

    Notice {
        width: parent.width
        text: page.device.stale === true ? qsTr("This device no longer knows this machine.") : ""
    }

    BigButton {
        objectName: "device-pair-again"
        visible: page.device.stale === true
        kind: "primary"
        iconName: "refresh-cw"
        text: qsTr("Forget and pair again")
        onClicked: page.pairedAgain()
    }

    Words {
        objectName: "device-fetched"
        visible: text !== ""
        width: parent.width
        text: page.device.fetched ?? ""
        Accessible.role: Accessible.AlertMessage
    }

    TransferCard {
        width: parent.width
        transfer: page.device.transfer
        onStopped: page.stopped()
    }

    Repeater {
        model: page.device.conflicts ?? []

        ConflictCard {
            required property var modelData

            width: page.width
            when: modelData.when
            first: modelData.first
            other: modelData.other
            onSettled: keepFirst => page.settled(modelData.key, keepFirst)
        }
    }

    Card {
        width: parent.width
        implicitHeight: Math.max(picture.height, facts.height) + 2 * Theme.spaceL

        Drawing {
            id: picture

            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            extent: Theme.sizeDrawingSmall
            drawing: page.device.kind ? "device-" + page.device.kind : ""
            visible: drawing !== ""
        }

        Column {
            id: facts

            x: (picture.visible ? picture.x + picture.width : 0) + Theme.spaceL
            y: Theme.spaceL
            width: parent.width - x - Theme.spaceL
            spacing: Theme.spaceS

            Fact {
                width: parent.width
                label: qsTr("Now")
                text: page.device.state ?? ""
            }

            Fact {
                width: parent.width
                label: qsTr("Last heard")
                text: page.device.lastSeen ?? ""
            }

            Fact {
                width: parent.width
                label: qsTr("Battery")
                text: page.device.battery ?? ""
                attention: page.device.batteryLow === true
            }

            Fact {
                width: parent.width
                label: qsTr("Its clock")
                text: page.device.clock ?? ""
                attention: page.device.clockOff === true
            }

            Fact {
                width: parent.width
                label: qsTr("Note")
                text: page.device.notice ?? ""
                attention: true
            }

            Fact {
                width: parent.width
                label: qsTr("Practice")
                text: page.device.simulated === true ? qsTr("virtual device for practice") : ""
            }
        }
    }

    Words {
        visible: users.count > 0
        width: parent.width
        text: qsTr("Whose readings")
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        id: users

        model: page.device.users ?? []

        DeviceUserRow {
            required property var modelData

            width: page.width
            user: modelData
            onChosen: person => page.owned(modelData.slot, person)
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "device-measure"
            visible: page.device.measuresPressure === true
            kind: "primary"
            iconName: "heart-pulse"
            text: qsTr("Measure with guidance")
            onClicked: page.measured()
        }

        BigButton {
            objectName: "device-fetch"
            enabled: page.device.fetching !== true
            iconName: "download"
            text: qsTr("Fetch readings now")
            onClicked: page.fetched()
        }

        BigButton {
            objectName: "device-back"
            iconName: "list"
            text: qsTr("All devices")
            onClicked: page.dismissed()
        }

        BigButton {
            objectName: "device-forget"
            kind: "danger"
            iconName: "trash-2"
            text: qsTr("Forget this device")
            onClicked: page.forgotten()
        }
    }
}
