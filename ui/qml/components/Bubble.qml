import QtQuick

// What the person said.
Rectangle {
    id: bubble

    required property string text
    property real maximumWidth: 600

    implicitWidth: Math.ceil(words.width) + 2 * Theme.spaceXl
    implicitHeight: Math.ceil(words.height) + 2 * Theme.spaceM
    radius: Theme.radiusCard
    color: Theme.primary

    // Measured apart: a text that wraps may not ask for its own width.
    TextMetrics {
        id: measure

        font: words.font
        text: bubble.text
    }

    Words {
        id: words

        anchors.centerIn: parent
        text: bubble.text
        color: Theme.onPrimary
        width: Math.min(Math.ceil(measure.advanceWidth) + 1, bubble.maximumWidth - 2 * Theme.spaceXl)
        Accessible.name: qsTr("You: %1").arg(text)
    }
}
