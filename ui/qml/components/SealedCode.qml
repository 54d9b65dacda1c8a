import QtQuick

// The characters that open what was taken home from a station.
Column {
    id: form

    required property QtObject viewModel

    spacing: Theme.spaceM

    LineField {
        id: sealed

        width: parent.width
        label: qsTr("Eight characters")
        longest: 12
        onAccepted: form.viewModel.giveCode(text)
    }

    Notice {
        width: parent.width
        text: form.viewModel.failure
    }

    BigButton {
        objectName: "give-code"
        enabled: form.viewModel.busy === "" && sealed.text.trim().length >= 8
        kind: "primary"
        iconName: "check"
        text: qsTr("Open it")
        onClicked: form.viewModel.giveCode(sealed.text)
    }
}
