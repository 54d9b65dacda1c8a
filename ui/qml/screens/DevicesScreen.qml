import QtQuick
import "../components"

// The household's devices, and the steps of adding one.
Page {
    id: screen

    required property QtObject viewModel

    title: viewModel.step === "list" ? qsTr("My devices") : qsTr("Add a device")
    subtitle: viewModel.step === "finding" ? qsTr("Step 1 of 2: choose your device") : viewModel.step === "list" ? "" : qsTr("Step 2 of 2: connect")

    Notice {
        width: parent.width
        text: screen.viewModel.radio
        kind: "warn"
    }

    Notice {
        width: parent.width
        text: screen.viewModel.failure
        kind: "warn"
    }

    Notice {
        width: parent.width
        text: screen.viewModel.result
        kind: "ok"
    }

    Card {
        visible: screen.viewModel.step === "list" && screen.viewModel.empty
        width: parent.width
        height: nothing.height + 2 * Theme.spaceXl

        EmptyState {
            id: nothing

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            iconName: "bluetooth"
            sentence: qsTr("No device yet. Add your blood pressure monitor and its readings come by themselves.")
        }
    }

    Column {
        visible: screen.viewModel.step === "list"
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: screen.viewModel.devices

            DeviceRow {
                width: parent.width
                action: qsTr("Forget")
                actionIcon: "trash-2"
                onActed: {
                    forget.address = address;
                    forget.question = qsTr("Forget %1? Its readings stay. To use it again, add it again.").arg(name);
                    forget.open();
                }
            }
        }

        BigButton {
            objectName: "device-add"
            kind: "primary"
            iconName: "plus"
            text: qsTr("Add a device")
            onClicked: screen.viewModel.find()
        }
    }

    Column {
        visible: screen.viewModel.step === "finding"
        width: parent.width
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: screen.viewModel.searching ? qsTr("Searching … Put the cuff on and press the start button, or switch the device on.") : qsTr("The search has ended. Is your device missing? Switch it on next to this machine and search again.")
            color: Theme.muted
        }

        Repeater {
            model: screen.viewModel.found

            DeviceRow {
                width: parent.width
                action: qsTr("Add")
                actionIcon: "plus"
                onActed: screen.viewModel.add(address)
            }
        }

        Row {
            spacing: Theme.spaceM

            BigButton {
                objectName: "device-search-again"
                visible: !screen.viewModel.searching
                iconName: "refresh-cw"
                text: qsTr("Search again")
                onClicked: screen.viewModel.find()
            }

            BigButton {
                objectName: "device-search-stop"
                iconName: "x"
                text: qsTr("Back")
                onClicked: screen.viewModel.cancel()
            }
        }
    }

    Card {
        visible: screen.viewModel.step === "adding"
        width: parent.width
        height: connecting.height + 2 * Theme.spaceXl

        EmptyState {
            id: connecting

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            iconName: "bluetooth"
            sentence: screen.viewModel.stateText !== "" ? screen.viewModel.stateText : qsTr("Connecting …")
            action: qsTr("Stop")
            actionIcon: "x"
            onActed: screen.viewModel.cancel()
        }
    }

    PasskeyPad {
        visible: screen.viewModel.step === "passkey"
        width: parent.width
        device: screen.viewModel.passkeyDevice
        onGiven: digits => screen.viewModel.givePasskey(digits)
        onDismissed: screen.viewModel.cancel()
    }

    ConfirmSheet {
        id: forget

        property string address: ""

        title: qsTr("Forget this device?")
        question: ""
        confirm: qsTr("Forget")
        confirmIcon: "trash-2"
        dismiss: qsTr("Keep it")
        onConfirmed: screen.viewModel.forget(address)
    }
}
