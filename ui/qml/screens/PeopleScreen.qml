import QtQuick
import "../components"

// Who lives here, who uses Listenwell now, and what is known of each.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject owners
    readonly property bool listing: viewModel.step === "list"

    title: listing ? qsTr("People") : viewModel.isNew ? qsTr("Somebody new") : viewModel.form.name ?? ""
    subtitle: listing && viewModel.name !== "" ? qsTr("Now: %1").arg(viewModel.name) : ""

    Notice {
        width: parent.width
        text: screen.listing ? screen.viewModel.failure : ""
    }

    Flow {
        visible: screen.listing && screen.viewModel.undoable !== ""
        width: parent.width
        spacing: Theme.spaceM

        Notice {
            width: Math.min(parent.width, Theme.columnSheet)
            text: screen.viewModel.undoable !== "" ? qsTr("%1 was removed. The readings are kept.").arg(screen.viewModel.undoable) : ""
        }

        BigButton {
            objectName: "people-undo"
            leastHeight: Theme.sizeTarget
            iconName: "refresh-cw"
            text: qsTr("Bring back")
            onClicked: screen.viewModel.undo()
        }
    }

    QuestionCard {
        visible: screen.listing && (asking || screen.owners.undoable || screen.owners.failure !== "")
        width: parent.width
        owners: screen.owners
    }

    Repeater {
        model: screen.viewModel.people

        ActionRow {
            id: person

            required property string id
            required property string name
            required property bool current
            required property bool closed

            visible: screen.listing
            width: screen.innerWidth
            title: name
            detail: [current ? qsTr("Uses Listenwell now") : "", closed ? qsTr("Private, closed") : "", about].filter(part => part !== "").join(" · ")
            readonly property string about: model.detail
            required property var model
            iconName: closed ? "lock" : "users"
            border.color: current ? Theme.primary : Theme.line
            border.width: current ? Theme.sizeFocusRing : Theme.sizeBorder

            BigButton {
                objectName: "switch-" + person.id
                visible: !person.current
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "primary"
                iconName: "check"
                text: qsTr("It is me")
                Accessible.name: qsTr("It is me: %1").arg(person.name)
                onClicked: screen.viewModel.switchTo(person.id)
            }

            BigButton {
                objectName: "edit-" + person.id
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "list"
                text: qsTr("About me")
                Accessible.name: qsTr("About %1").arg(person.name)
                onClicked: screen.viewModel.edit(person.id)
            }
        }
    }

    Flow {
        visible: screen.listing
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "people-add"
            iconName: "plus"
            text: qsTr("Add somebody")
            onClicked: screen.viewModel.add()
        }

        BigButton {
            objectName: "people-close"
            visible: screen.viewModel.private
            kind: "quiet"
            iconName: "lock"
            text: qsTr("Close my profile")
            onClicked: screen.viewModel.closePrivate()
        }
    }

    Loader {
        width: parent.width
        active: screen.listing && screen.viewModel.several
        visible: active
        sourceComponent: MoveReadings {
            owners: screen.owners
        }
    }

    Loader {
        width: parent.width
        active: !screen.listing
        visible: active
        sourceComponent: PersonForm {
            people: screen.viewModel
        }
    }
}
