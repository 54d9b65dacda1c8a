import QtQuick

// The screen while the house is being opened, or why it cannot be. Help is within reach from the first moment.
Page {
    id: screen

    required property string failure

    title: qsTr("Welcome to Listenwell")

    Words {
        objectName: "opening"
        visible: screen.failure === ""
        width: parent.width
        text: qsTr("Your records are being opened …")
        color: Theme.muted
    }

    Notice {
        objectName: "opening-failure"
        visible: screen.failure !== ""
        width: parent.width
        text: screen.failure
    }
}
