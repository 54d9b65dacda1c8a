import QtQuick
import "../components"

// The household's devices, one of them, or the steps of adding one.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject adding
    readonly property string step: viewModel.step

    title: step === "list" ? qsTr("My devices") : step === "page" ? viewModel.page.name ?? "" : qsTr("Add a device")
    subtitle: step !== "add" ? "" : [qsTr("Step %1 of 3").arg(adding.number), adding.title].filter(part => part !== "").join(" · ")

    Notice {
        width: parent.width
        text: screen.viewModel.radio
    }

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    Row {
        visible: screen.viewModel.undoable !== ""
        width: parent.width
        spacing: Theme.spaceM

        Notice {
            width: parent.width - undo.width - parent.spacing
            anchors.verticalCenter: parent.verticalCenter
            text: screen.viewModel.undoable !== "" ? qsTr("%1 is being forgotten. Its readings stay.").arg(screen.viewModel.undoable) : ""
        }

        BigButton {
            id: undo

            objectName: "device-undo"
            anchors.verticalCenter: parent.verticalCenter
            iconName: "refresh-cw"
            text: qsTr("Keep it")
            onClicked: screen.viewModel.undo()
        }
    }

    Card {
        visible: screen.step === "list" && screen.viewModel.empty
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
        visible: screen.step === "list"
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: screen.viewModel.devices

            DeviceRow {
                width: parent.width
                action: qsTr("Look")
                actionIcon: "info"
                onActed: screen.viewModel.open(address)
            }
        }

        BigButton {
            objectName: "device-add"
            kind: "primary"
            iconName: "plus"
            text: qsTr("Add a device")
            onClicked: screen.viewModel.add()
        }
    }

    Loader {
        width: parent.width
        active: screen.step === "page" && screen.viewModel.page.address !== undefined
        visible: active
        sourceComponent: DevicePage {
            width: parent ? parent.width : 0
            device: screen.viewModel.page
            onMeasured: screen.shell.show("coach")
            onPairedAgain: screen.viewModel.pairAgain()
            onFetched: screen.viewModel.fetchNow()
            onStopped: screen.viewModel.stopTransfer()
            onSettled: (key, keepFirst) => screen.viewModel.settle(key, keepFirst)
            onOwned: (slot, person) => screen.viewModel.setOwner(slot, person)
            onForgotten: screen.viewModel.forget(device.address, device.name)
            onDismissed: screen.viewModel.back()
        }
    }

    Loader {
        width: parent.width
        active: screen.step === "add"
        visible: active
        sourceComponent: AddDevice {
            width: parent ? parent.width : 0
            viewModel: screen.adding
        }
    }
}
