import QtQuick

// One thing about how to sit: a drawing and a few words.
Card {
    id: card

    required property string picture
    required property string title

    implicitHeight: column.height + 2 * Theme.spaceM

    Column {
        id: column

        x: Theme.spaceM
        y: Theme.spaceM
        width: parent.width - 2 * Theme.spaceM
        spacing: Theme.spaceS

        Drawing {
            anchors.horizontalCenter: parent.horizontalCenter
            drawing: card.picture
            extent: Theme.sizeDrawingSmall
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.title
            font.pixelSize: Theme.typeControl
        }
    }
}
