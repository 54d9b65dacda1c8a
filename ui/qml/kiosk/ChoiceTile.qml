import QtQuick
import QtQuick.Controls.Basic
import "../components"

// Something to choose: a sign, a verb, and what it is. Upright beside others, or lying over the whole width.
AbstractButton {
    id: choice

    required property string iconName
    required property string about
    property bool upright: false

    implicitHeight: Math.max(upright ? Theme.sizeKioskTileUpright : Theme.sizeKioskTile, content.height + 2 * Theme.spaceL)
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.5
    scale: down ? 0.97 : 1
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: about
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Card {
        radius: Theme.radiusPanel

        FocusRing {
            around: choice
        }
    }

    contentItem: Item {
        Grid {
            id: content

            anchors.verticalCenter: parent.verticalCenter
            x: choice.upright ? Theme.spaceM : Theme.spaceXl
            width: parent.width - 2 * x
            columns: choice.upright ? 1 : 2
            spacing: Theme.spaceL
            horizontalItemAlignment: choice.upright ? Grid.AlignHCenter : Grid.AlignLeft
            verticalItemAlignment: Grid.AlignVCenter

            Mark {
                id: sign

                name: choice.iconName
            }

            Column {
                width: choice.upright ? parent.width : parent.width - sign.width - parent.spacing
                spacing: Theme.spaceXs

                Words {
                    width: parent.width
                    horizontalAlignment: choice.upright ? Text.AlignHCenter : Text.AlignLeft
                    text: choice.text
                    font.pixelSize: Theme.typeHeading
                    font.bold: true
                    Accessible.ignored: true
                }

                Words {
                    width: parent.width
                    visible: text !== ""
                    horizontalAlignment: choice.upright ? Text.AlignHCenter : Text.AlignLeft
                    text: choice.about
                    color: Theme.muted
                    font.pixelSize: Theme.typeControl
                    Accessible.ignored: true
                }
            }
        }
    }
}
