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

    onClosed: entry.leave()

    Notice {
        width: parent.width
        text: sheet.entry.failure
    }

    BigButton {
        objectName: "entry-say"
        leastHeight: Theme.sizeTarget
        fontSize: Theme.typeControl
        iconName: sheet.entry.hearing === "" ? "mic" : "square"
        text: sheet.entry.hearing === "number" ? qsTr("Say the numbers…") : sheet.entry.hearing === "answer" ? qsTr("Say yes or no…") : qsTr("Say it")
        onClicked: sheet.entry.say()
    }

    Notice {
        objectName: "entry-question"
        width: parent.width
        kind: "ok"
        text: sheet.entry.question
    }

    Repeater {
        model: sheet.entry.fields

        NumberField {
            id: field

            required property string name

            width: parent.width
            onTextChanged: sheet.entry.setValue(name, text)
            onAccepted: sheet.entry.save()

            Connections {
                function onFilled() {
                    field.text = sheet.entry.values[field.name] ?? "";
                }

                target: sheet.entry
            }
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
