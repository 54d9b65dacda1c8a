import QtQuick
import "../components"

// Something that can be measured here, in both languages: the drawing above its words, or beside them.
Card {
    id: kind

    required property string drawing
    required property string chinese
    required property string english
    property bool lying: false
    property real drawingShare: 0.6

    implicitHeight: content.height + 2 * Theme.spaceM
    Accessible.role: Accessible.StaticText
    Accessible.name: chinese + ", " + english

    Grid {
        id: content

        x: Theme.spaceS
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 2 * x
        columns: kind.lying ? 2 : 1
        spacing: Theme.spaceS
        horizontalItemAlignment: kind.lying ? Grid.AlignLeft : Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Drawing {
            id: picture

            drawing: kind.drawing
            extent: kind.lying ? Math.min(Theme.sizeTarget, kind.width * 0.27) : Math.min(Theme.sizeDrawingSmall, kind.width * kind.drawingShare)
        }

        Column {
            width: kind.lying ? content.width - picture.width - content.spacing : content.width

            Words {
                width: parent.width
                horizontalAlignment: kind.lying ? Text.AlignLeft : Text.AlignHCenter
                text: kind.chinese
                Accessible.ignored: true
            }

            Words {
                width: parent.width
                horizontalAlignment: kind.lying ? Text.AlignLeft : Text.AlignHCenter
                text: kind.english
                color: Theme.muted
                font.pixelSize: Theme.typeLabel
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.typeLabel * 0.5
                wrapMode: Text.WordWrap
                Accessible.ignored: true
            }
        }
    }
}
