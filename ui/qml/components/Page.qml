import QtQuick

// A screen that scrolls when it must: title and subtitle at the left, actions and help at the right, the body below.
ScrollArea {
    id: page

    required property QtObject shell
    property string title: ""
    property string subtitle: ""
    property alias actions: extra.data
    default property alias body: column.data
    readonly property real innerWidth: width - 2 * Theme.spaceXxl
    readonly property real bodyTop: header.y + header.height + Theme.spaceM
    readonly property real bodyHeight: height - bodyTop - Theme.spaceL
    // Where large text would leave a title a few letters a line, it stands below the buttons.
    readonly property bool stacked: innerWidth - tools.width - Theme.spaceL < Theme.columnCard

    contentWidth: width
    contentHeight: column.y + column.height + Theme.spaceL

    Item {
        id: header

        x: Theme.spaceXxl
        y: Theme.spaceL
        width: page.innerWidth
        height: page.stacked ? titles.y + titles.height : Math.max(titles.height, tools.height)

        Column {
            id: titles

            y: page.stacked ? tools.height + Theme.spaceS : 0
            width: page.stacked ? parent.width : parent.width - tools.width - Theme.spaceL

            Words {
                width: parent.width
                text: page.title
                font.pixelSize: Theme.typeHeading
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: page.subtitle
                color: Theme.muted
                font.pixelSize: Theme.typeControl
            }
        }

        Row {
            id: tools

            anchors.right: parent.right
            spacing: Theme.spaceM

            Row {
                id: extra

                spacing: Theme.spaceM
            }

            HelpButton {
                onClicked: page.shell.help_wanted()
            }
        }
    }

    Column {
        id: column

        x: Theme.spaceXxl
        y: page.bodyTop
        width: page.innerWidth
        spacing: Theme.spaceL
    }
}
