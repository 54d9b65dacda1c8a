import QtQuick
import "../components"
import "../screens"

// Ask by voice or by typing, as at home; below, the way back.
Item {
    id: page

    required property QtObject visit
    required property QtObject conversation
    required property QtObject shell

    ConversationScreen {
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: back.top
        anchors.bottomMargin: Theme.spaceM
        viewModel: page.conversation
        shell: page.shell
    }

    FootButton {
        id: back

        objectName: "back"
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.spaceL
        x: (parent.width - width) / 2
        width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceXxl)
        iconName: "house"
        text: qsTr("Back")
        onClicked: {
            page.conversation.stop();
            page.visit.choose("choose");
        }
    }
}
