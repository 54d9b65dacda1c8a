import QtQuick
import "../components"

// One page of a visit: a heading that can be read aloud, a sentence, the body in the middle, the buttons at the foot.
// All but the buttons scrolls where it must.
Item {
    id: page

    property QtObject visit: null
    property string title: ""
    property string sentence: ""
    property string aloud: ""
    property real spacing: wide ? Theme.spaceL : Theme.spaceXl
    readonly property bool wide: width > height
    readonly property real margin: Math.min(Theme.spaceGutter, width / 16)
    readonly property real columnWidth: Math.min(wide ? Theme.sizeKioskWide : Theme.sizeKioskColumn, width - 2 * margin)
    // Whether things to choose stand beside each other; large text needs the whole width.
    readonly property bool abreast: wide && columnWidth >= 3.5 * Theme.columnTile
    readonly property real edge: (width - columnWidth) / 2
    default property alias body: column.data
    property alias buttons: foot.data

    anchors.fill: parent

    ScrollArea {
        id: view

        readonly property real below: head.y + head.height + Theme.spaceM

        anchors.top: parent.top
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.spaceL
        width: parent.width
        contentHeight: below + column.height

        Item {
            id: head

            x: page.edge
            y: page.wide ? Theme.spaceL : Theme.spaceGutter
            width: page.columnWidth
            height: Math.max(words.height, hear.visible ? hear.height : 0)

            Words {
                id: words

                anchors.verticalCenter: parent.verticalCenter
                width: hear.visible ? hear.x - Theme.spaceM : parent.width
                text: page.title
                font.pixelSize: Theme.typeHeading
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            BigButton {
                id: hear

                objectName: "hear"
                visible: page.visit !== null
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                corner: Theme.sizeButton
                kind: "quiet"
                iconName: "volume-2"
                text: qsTr("Hear it")
                fontSize: Theme.typeControl
                onClicked: page.visit.readAloud([page.title, page.sentence, page.aloud].filter(part => part !== "").join("\n"))
            }
        }

        Column {
            id: column

            x: page.edge
            y: view.below + Math.max(0, (view.height - view.contentHeight) * 0.42)
            width: page.columnWidth
            spacing: page.spacing

            Words {
                width: parent.width
                visible: text !== ""
                text: page.sentence
                color: Theme.muted
            }
        }
    }

    Flow {
        id: foot

        anchors.bottom: parent.bottom
        anchors.bottomMargin: page.wide ? Theme.spaceL : Theme.spaceGutter
        x: page.edge
        width: page.columnWidth
        spacing: Theme.spaceM
    }
}
