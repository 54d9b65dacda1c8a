import QtQuick

// A card with a heading, what it is for, and what belongs to it.
Card {
    id: part

    required property string heading
    required property string explanation
    default property alias body: rows.data

    width: parent ? parent.width : 0
    height: rows.height + 2 * Theme.spaceL

    Column {
        id: rows

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: part.heading
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Words {
            width: parent.width
            text: part.explanation
            font.pixelSize: Theme.typeControl
            color: Theme.muted
        }
    }
}
