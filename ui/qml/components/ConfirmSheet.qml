import QtQuick

// Asks before something that cannot be undone: two verbs of equal size, the safe one has the focus.
Sheet {
    id: sheet

    required property string question
    required property string confirm
    required property string dismiss
    property string confirmIcon: "check"
    signal confirmed

    onOpened: stay.forceActiveFocus()

    Words {
        width: parent.width
        text: sheet.question
    }

    buttons: [
        BigButton {
            objectName: "confirm"
            text: sheet.confirm
            iconName: sheet.confirmIcon
            kind: "danger"
            onClicked: {
                sheet.close();
                sheet.confirmed();
            }
        },
        BigButton {
            id: stay

            objectName: "dismiss"
            text: sheet.dismiss
            iconName: "x"
            onClicked: sheet.close()
        }
    ]
}
