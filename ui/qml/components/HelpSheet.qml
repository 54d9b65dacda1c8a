import QtQuick

// Whom to call in need, and the way to tell Listenwell what is wrong. Works with nothing else working.
Sheet {
    id: sheet

    required property QtObject shell

    objectName: "help-sheet"
    iconName: "phone"
    ink: Theme.danger
    title: qsTr("Help")
    onOpened: shut.forceActiveFocus()

    Words {
        width: parent.width
        text: qsTr("In an emergency call an ambulance now: 120 in mainland China, 999 in the United Kingdom, 112 in the European Union, 911 in North America.")
        color: Theme.danger
        font.bold: true
    }

    Words {
        width: parent.width
        text: qsTr("Not sure how bad it is? Tell Listenwell what you feel; dangerous signs are recognised without any network.")
    }

    buttons: [
        BigButton {
            objectName: "help-tell"
            text: qsTr("Say what is wrong")
            iconName: "message-circle"
            kind: "primary"
            onClicked: {
                sheet.close();
                sheet.shell.show("conversation");
            }
        },
        BigButton {
            objectName: "help-manual"
            text: qsTr("How Listenwell works")
            iconName: "book-open"
            onClicked: {
                sheet.close();
                sheet.shell.show("help");
            }
        },
        BigButton {
            id: shut

            objectName: "help-close"
            text: qsTr("Close")
            iconName: "x"
            onClicked: sheet.close()
        }
    ]
}
