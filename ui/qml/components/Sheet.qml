import QtQuick
import QtQuick.Controls.Basic

// A sheet over the screen with a title, a body that scrolls, and buttons below.
Dialog {
    id: sheet

    property string iconName: ""
    property color ink: Theme.text
    default property alias body: column.data
    property alias buttons: row.data

    parent: Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.columnSheet, parent ? parent.width - 2 * Theme.spaceXxl : 0)
    height: Math.min(implicitHeight, parent ? parent.height - 2 * Theme.spaceL : 0)
    implicitHeight: heading.height + column.implicitHeight + row.height + 2 * Theme.spaceL + topPadding + bottomPadding
    padding: Theme.spaceXl
    header: null
    footer: null
    modal: true
    focus: true
    Overlay.modal: Rectangle {
        color: Theme.scrim
        opacity: 0.6
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.motionPage
            easing.type: Easing.OutQuad
        }
    }

    background: Card {
        radius: Theme.radiusPanel
        color: Theme.surface
    }

    contentItem: FocusScope {
        Row {
            id: heading

            width: parent.width
            spacing: Theme.spaceM

            Icon {
                id: icon

                visible: sheet.iconName !== ""
                name: sheet.iconName
                colour: sheet.ink
                extent: Theme.iconLarge
                anchors.verticalCenter: parent.verticalCenter
            }

            Words {
                text: sheet.title
                color: sheet.ink
                font.pixelSize: Theme.typeTitle
                font.bold: true
                width: parent.width - (icon.visible ? icon.width + heading.spacing : 0)
                Accessible.role: Accessible.Heading
            }
        }

        ScrollArea {
            anchors.top: heading.bottom
            anchors.bottom: row.top
            anchors.topMargin: Theme.spaceL
            anchors.bottomMargin: Theme.spaceL
            width: parent.width
            contentHeight: column.implicitHeight
            // Always there where something lies below: what leaves this machine must not be overlooked.
            bar.policy: bar.size < 1 ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff

            Column {
                id: column

                width: parent.width
                spacing: Theme.spaceM
            }
        }

        Flow {
            id: row

            anchors.bottom: parent.bottom
            width: parent.width
            spacing: Theme.spaceM
        }
    }
}
