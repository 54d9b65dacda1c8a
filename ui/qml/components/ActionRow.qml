import QtQuick

// Something in a list: an icon, what it is, and what can be done with it.
Card {
    id: row

    required property string title
    property string detail: ""
    property string iconName: ""
    property color ink: Theme.text
    default property alias actions: buttons.data
    readonly property bool beside: width > Theme.columnSheet

    implicitHeight: (beside ? Math.max(words.height, buttons.height) : words.height + buttons.height + Theme.spaceS) + 2 * Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: [title, detail].filter(part => part !== "").join(", ")

    Row {
        id: words

        x: Theme.spaceL
        y: row.beside ? (row.height - height) / 2 : Theme.spaceM
        width: (row.beside ? buttons.x : row.width - Theme.spaceL) - x - Theme.spaceM
        spacing: Theme.spaceM

        IconTile {
            id: tile

            visible: row.iconName !== ""
            name: row.iconName
            anchors.verticalCenter: parent.verticalCenter
        }

        Column {
            width: parent.width - (tile.visible ? tile.width + parent.spacing : 0)
            anchors.verticalCenter: parent.verticalCenter

            Words {
                width: parent.width
                text: row.title
                color: row.ink
                font.bold: true
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: row.detail
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Flow {
        id: buttons

        readonly property real wanted: {
            let sum = 0;
            for (const child of children)
                sum += child.visible && child.width > 0 ? child.width + spacing : 0;
            return Math.max(0, sum - spacing);
        }

        x: row.beside ? row.width - width - Theme.spaceM : Theme.spaceL
        y: row.beside ? (row.height - height) / 2 : row.height - height - Theme.spaceM
        width: Math.min(wanted, row.beside ? row.width * 0.6 : row.width - 2 * Theme.spaceL)
        spacing: Theme.spaceS
    }
}
