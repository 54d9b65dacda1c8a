import QtQuick

// What is due, over every screen until it was answered; what was missed can only be read.
Rectangle {
    id: bar

    required property QtObject reminders
    // A danger comes first.
    property bool waits: false

    visible: !waits && reminders.dueWords !== ""
    implicitHeight: visible ? column.implicitHeight + 2 * Theme.spaceM : 0
    color: Theme.infoSoft
    border.width: Theme.sizeBorder
    border.color: Theme.info
    Accessible.role: Accessible.AlertMessage
    Accessible.name: reminders.dueWords

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceM
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceS

        Row {
            width: parent.width
            spacing: Theme.spaceM

            Icon {
                id: sign

                name: "bell"
                colour: Theme.info
                extent: Theme.iconLarge
            }

            Words {
                id: words

                objectName: "due-words"
                width: parent.width - sign.width - parent.spacing
                text: bar.reminders.dueWords
                color: Theme.info
                font.bold: true
                onTextChanged: if (words.text !== "")
                    Accessible.announce(words.text)
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            Repeater {
                model: bar.reminders.dueAnswerable ? [["done", qsTr("Done"), "check"], ["snooze", qsTr("In 15 minutes"), "bell"], ["skip", qsTr("Not this time"), "x"]] : []

                BigButton {
                    required property var modelData

                    objectName: "due-" + modelData[0]
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    kind: modelData[0] === "done" ? "primary" : "quiet"
                    text: modelData[1]
                    iconName: modelData[2]
                    onClicked: bar.reminders.answerDue(modelData[0])
                }
            }

            BigButton {
                objectName: "due-read"
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "volume-2"
                text: qsTr("Read to me")
                onClicked: bar.reminders.readAloud()
            }

            BigButton {
                objectName: "due-close"
                visible: !bar.reminders.dueAnswerable
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "check"
                text: qsTr("I have read this")
                onClicked: bar.reminders.dismissDue()
            }
        }
    }
}
