import QtQuick
import QtQuick.Controls.Basic

// A question to tap instead of thinking one up.
AbstractButton {
    id: control

    property string iconName: "message-circle"

    implicitHeight: Math.max(Theme.sizeTarget, words.implicitHeight + 2 * Theme.spaceS)
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.97 : 1
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()

    background: Rectangle {
        radius: Theme.sizeTarget / 2
        color: Theme.surface
        border.width: Theme.selectedBorder > 0 ? Theme.sizeBorder : 0
        border.color: Theme.line

        FocusRing {
            around: control
        }
    }

    contentItem: Item {
        Icon {
            id: icon

            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            name: control.iconName
            colour: Theme.primary
        }

        Words {
            id: words

            x: icon.x + icon.width + Theme.spaceM
            width: control.width - x - Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            text: control.text
            font.pixelSize: Theme.typeControl
            Accessible.ignored: true
        }
    }
}
