import QtQuick

// What is being said, to be read along: large, at the foot of the window, never over the microphone's state.
Rectangle {
    id: bar

    required property string text

    visible: text !== ""
    height: words.height + 2 * Theme.spaceM
    color: Theme.text
    Accessible.ignored: true // a screen reader would say what is being said

    Icon {
        id: icon

        x: Theme.spaceXl
        anchors.verticalCenter: parent.verticalCenter
        name: "volume-2"
        colour: Theme.bg
    }

    Words {
        id: words

        objectName: "caption"
        anchors.verticalCenter: parent.verticalCenter
        x: icon.x + icon.width + Theme.spaceM
        width: parent.width - x - Theme.spaceXl
        text: bar.text
        color: Theme.bg
        maximumLineCount: 3
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
