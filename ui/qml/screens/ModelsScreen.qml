import QtQuick
import "../components"

// The models of this machine: what each is for, whether it fits, fetching and deleting.
Page {
    id: screen

    required property QtObject viewModel

    title: qsTr("Models")
    subtitle: qsTr("They work on this machine; nothing is sent anywhere")
    Component.onCompleted: viewModel.refresh()

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    Words {
        visible: screen.viewModel.loading
        text: qsTr("Looking at what is here …")
        color: Theme.muted
    }

    Repeater {
        model: screen.viewModel.models

        ModelCard {
            required property var model

            width: parent.width
            row: model
            fetching: screen.viewModel.fetching === model.id
            busy: screen.viewModel.fetching !== ""
            share: screen.viewModel.share
            onFetched: screen.viewModel.fetch(model.id)
            onStopped: screen.viewModel.stop()
            onRemoved: {
                deleting.modelId = model.id;
                deleting.question = qsTr("%1 can be fetched again later.").arg(model.title);
                deleting.open();
            }
        }
    }

    ConfirmSheet {
        id: deleting

        property string modelId: ""

        title: qsTr("Delete this model?")
        question: ""
        confirm: qsTr("Delete")
        confirmIcon: "trash-2"
        dismiss: qsTr("Keep it")
        onConfirmed: screen.viewModel.remove(modelId)
    }
}
