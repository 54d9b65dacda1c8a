import QtQuick
import QtQuick.Layouts

// Adding a device, one step at a time. What is shown follows from the step of the view model.
Column {
    id: steps

    required property QtObject viewModel
    readonly property string step: viewModel.step

    spacing: Theme.spaceL

    StepWords {
        visible: steps.step !== "failed" && steps.step !== "done" && steps.step !== "passkey"
        width: parent.width
        text: steps.viewModel.sentence
        onHeard: steps.viewModel.sayAgain()
    }

    GridLayout {
        id: grid

        visible: steps.step === "kind"
        width: parent.width
        columns: Math.max(2, Math.min(4, Math.floor((width + columnSpacing) / (Theme.columnTile + columnSpacing))))
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceM

        Repeater {
            model: steps.viewModel.kinds

            KindTile {
                Layout.preferredWidth: Math.floor((grid.width - (grid.columns - 1) * grid.columnSpacing) / grid.columns)
                Layout.fillHeight: true
                onClicked: steps.viewModel.choose(kind)
            }
        }
    }

    Card {
        visible: steps.step === "prepare"
        width: parent.width
        implicitHeight: Math.max(picture.height, guide.height) + 2 * Theme.spaceL

        Drawing {
            id: picture

            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            drawing: steps.viewModel.kind === "" ? "" : "device-" + steps.viewModel.kind
        }

        Column {
            id: guide

            anchors.left: picture.right
            anchors.leftMargin: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x - Theme.spaceL
            spacing: Theme.spaceM

            Repeater {
                model: steps.viewModel.guide

                Words {
                    required property int index
                    required property string modelData

                    width: guide.width
                    text: qsTr("%1. %2").arg(index + 1).arg(modelData)
                    font.pixelSize: Theme.typeTitle
                }
            }

            Row {
                visible: steps.viewModel.searching
                spacing: Theme.spaceM

                Icon {
                    name: "bluetooth"
                    colour: Theme.primary
                    anchors.verticalCenter: parent.verticalCenter
                }

                Words {
                    text: qsTr("Looking for it …")
                    color: Theme.primary
                    Accessible.role: Accessible.AlertMessage
                }
            }
        }
    }

    Column {
        visible: steps.step === "prepare" || steps.step === "choose"
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: steps.viewModel.found

            DeviceRow {
                required property bool supported

                width: parent.width
                action: supported ? qsTr("Add") : qsTr("Type it in")
                actionIcon: supported ? "plus" : "keyboard"
                onActed: steps.viewModel.add(address)
            }
        }
    }

    Card {
        visible: steps.step === "adding"
        width: parent.width
        implicitHeight: connecting.height + 2 * Theme.spaceXl

        EmptyState {
            id: connecting

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            iconName: "bluetooth"
            sentence: steps.viewModel.stateText !== "" ? steps.viewModel.stateText : qsTr("Connecting …")
        }
    }

    Words {
        visible: text !== ""
        width: parent.width
        text: steps.step === "adding" || steps.step === "failed" ? steps.viewModel.hint : ""
        color: Theme.muted
    }

    PasskeyPad {
        visible: steps.step === "passkey"
        width: parent.width
        sentence: steps.viewModel.sentence
        onGiven: digits => steps.viewModel.givePasskey(digits)
        onDismissed: steps.viewModel.back()
        onHeard: steps.viewModel.sayAgain()
    }

    ConsentPad {
        visible: steps.step === "consent"
        width: parent.width
        refused: steps.viewModel.refused
        onNewcomer: steps.viewModel.newUser()
        onGiven: (slot, code) => steps.viewModel.giveConsent(slot, code)
    }

    AddedCard {
        visible: steps.step === "done"
        width: parent.width
        kind: steps.viewModel.kind
        added: steps.viewModel.added
        onDismissed: steps.viewModel.leave()
    }

    Card {
        visible: steps.step === "failed"
        width: parent.width
        implicitHeight: trouble.height + 2 * Theme.spaceXl

        EmptyState {
            id: trouble

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            iconName: "triangle-alert"
            ink: Theme.warn
            fill: Theme.warnSoft
            sentence: steps.viewModel.sentence
            action: steps.viewModel.nextText
            actionIcon: steps.viewModel.nextStep === "enter" ? "keyboard" : "refresh-cw"
            onActed: steps.viewModel.next()
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "adding-enter"
            visible: steps.step === "prepare" || steps.step === "failed" && steps.viewModel.nextStep !== "enter" && steps.viewModel.kind !== ""
            iconName: "keyboard"
            text: qsTr("Type the reading in")
            onClicked: steps.viewModel.enter()
        }

        BigButton {
            objectName: "adding-back"
            visible: steps.step !== "done" && steps.step !== "passkey"
            iconName: "x"
            text: steps.step === "adding" || steps.step === "consent" ? qsTr("Stop") : qsTr("Back")
            onClicked: steps.viewModel.back()
        }
    }
}
