import QtQuick

// A device keeps several people apart: a new user, or a user number with its code.
Card {
    id: pad

    required property bool refused
    signal newcomer
    signal given(string slot, string code)

    implicitHeight: column.height + 2 * Theme.spaceXl

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceXl
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceL

        Notice {
            width: parent.width
            text: pad.refused ? qsTr("The device did not accept that user and code. Look at its display and try again.") : ""
        }

        BigButton {
            objectName: "consent-new"
            kind: "primary"
            iconName: "plus"
            text: qsTr("New user")
            onClicked: pad.newcomer()
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceL

            NumberField {
                id: slot

                width: Theme.columnCard
                label: qsTr("User number")
                unit: ""
                hints: Qt.ImhDigitsOnly
            }

            NumberField {
                id: code

                width: Theme.columnCard
                label: qsTr("Code")
                unit: ""
                hints: Qt.ImhDigitsOnly
                onAccepted: pad.given(slot.text, code.text)
            }
        }

        BigButton {
            objectName: "consent-give"
            enabled: slot.text !== "" && code.text !== ""
            iconName: "check"
            text: qsTr("Use this user")
            onClicked: pad.given(slot.text, code.text)
        }
    }
}
