import QtQuick

// Typing a reading in: its numbers, one below the other.
Sheet {
    id: sheet

    required property QtObject entry

    objectName: "entry-sheet"
    iconName: "keyboard"
    ink: Theme.primary
    title: qsTr("Type a reading in")

    Connections {
        function onOpened() {
            sheet.open();
        }

        function onKept() {
            sheet.close();
        }

        target: sheet.entry
    }

    Notice {
        width: parent.width
        text: sheet.entry.failure
    }

    Repeater {
        model: sheet.entry.fields

        NumberField {
            required property string name

            width: parent.width
            onTextChanged: sheet.entry.setValue(name, text)
            onAccepted: sheet.entry.save()
        }
    }

    buttons: [
        BigButton {
            objectName: "entry-save"
            kind: "primary"
            iconName: "check"
            text: qsTr("Save")
            onClicked: sheet.entry.save()
        },
        BigButton {
            objectName: "entry-close"
            iconName: "x"
            text: qsTr("Do not save")
            onClicked: sheet.close()
        }
    ]
}
