import QtQuick

// A heading, paragraph, list entry or table row of an article; `cited` ones are set apart by colour and a bar.
Item {
    id: block

    required property string kind
    required property string text
    required property bool cited
    required property int index
    readonly property bool heads: kind === "heading" || kind === "subheading"

    objectName: "block-" + index
    implicitHeight: words.height + (heads ? Theme.spaceM : 0) + (cited ? Theme.spaceS : 0)

    Rectangle {
        visible: block.cited
        anchors.fill: parent
        color: Theme.infoSoft

        Rectangle {
            width: Theme.spaceXs
            height: parent.height
            color: Theme.info
        }
    }

    Words {
        visible: block.kind === "item"
        x: Theme.spaceM
        y: words.y
        text: "•"
        color: words.color
        Accessible.ignored: true
    }

    Words {
        id: words

        x: block.kind === "item" ? 2 * Theme.spaceM + Theme.spaceXs : block.cited ? Theme.spaceM + Theme.spaceXs : 0
        y: block.height - height - (block.cited ? Theme.spaceS / 2 : 0)
        width: parent.width - x - (block.cited ? Theme.spaceS : 0)
        text: block.text
        color: block.cited ? Theme.info : Theme.text
        lineHeight: block.heads ? 1 : Theme.leadingBody
        font.bold: block.heads
        font.pixelSize: block.kind === "heading" ? Theme.typeTitle : Theme.typeBody
        Accessible.role: block.heads ? Accessible.Heading : Accessible.StaticText
    }
}
