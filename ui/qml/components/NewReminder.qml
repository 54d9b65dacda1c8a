import QtQuick

// A medicine with its times, or a habit of measuring.
Card {
    id: card

    required property QtObject reminders
    readonly property bool medicine: reminders.adding === "medicine"

    implicitHeight: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: card.medicine ? qsTr("Which medicine, and when?") : qsTr("Measure what, and when?")
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        LineField {
            id: name

            key: "medicine"
            visible: card.medicine
            width: parent.width
            label: qsTr("Name on the box")
            longest: 100
        }

        LineField {
            id: dose

            key: "dose"
            visible: card.medicine
            width: parent.width
            label: qsTr("How much (may be left empty)")
            longest: 100
        }

        RangeTabs {
            visible: !card.medicine
            width: parent.width
            Accessible.name: qsTr("Measure")
            choices: card.reminders.kinds
            current: card.reminders.kind
            onChosen: key => card.reminders.setKind(key)
        }

        TimePicker {
            width: parent.width
            times: card.reminders.times
            more: card.reminders.moreTimes
            onMoved: (index, quarters) => card.reminders.moveTime(index, quarters)
            onDropped: index => card.reminders.dropTime(index)
            onAdded: card.reminders.addTime()
        }

        Notice {
            width: parent.width
            text: card.reminders.failure
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "reminder-save"
                kind: "primary"
                iconName: "check"
                text: qsTr("Remind me")
                onClicked: card.reminders.saveAdding(name.text, dose.text)
            }

            BigButton {
                objectName: "reminder-leave"
                iconName: "x"
                text: qsTr("Leave it")
                onClicked: card.reminders.beginAdding("")
            }
        }
    }
}
