import QtQuick
import QtQuick.Controls.Basic
import "../components"

// One page of a visit: a heading, a sentence, the body, and the buttons at the foot. It scrolls where it must.
Item {
    id: page

    property string title: ""
    property string sentence: ""
    default property alias body: column.data
    property alias buttons: foot.data

    anchors.fill: parent

    Flickable {
        anchors.top: parent.top
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.spaceL
        width: parent.width
        contentHeight: column.height + 2 * Theme.spaceXxl
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            x: (parent.width - width) / 2
            y: Theme.spaceXxl
            width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceXxl)
            spacing: Theme.spaceL

            Words {
                width: parent.width
                visible: text !== ""
                text: page.title
                font.pixelSize: Theme.typeHeading
                font.bold: true
                Accessible.role: Accessible.Heading
            }

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
        anchors.bottomMargin: Theme.spaceXxl
        x: (parent.width - width) / 2
        width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceXxl)
        spacing: Theme.spaceM
    }
}
