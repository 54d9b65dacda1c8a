import QtQuick
import QtQuick.Controls.Basic

// A verb with an icon. `kind`: "primary", "soft", "quiet" (outline), "danger" or "info".
Button {
    id: control

    property string kind: "soft"
    property string iconName: ""
    property real fontSize: Theme.typeBody
    property real corner: Theme.radiusCard
    property bool elided: false
    property real leastHeight: Theme.sizeButton
    readonly property color ink: ({
            "primary": Theme.onPrimary,
            "soft": Theme.text,
            "quiet": Theme.text,
            "danger": Theme.danger,
            "info": Theme.info
        })[kind]
    readonly property color fill: ({
            "primary": Theme.primary,
            "soft": Theme.surface2,
            "quiet": Theme.surface,
            "danger": Theme.dangerSoft,
            "info": Theme.infoSoft
        })[kind]

    implicitHeight: Math.max(leastHeight, implicitContentHeight + topPadding + bottomPadding)
    implicitWidth: Math.ceil(Math.max(Theme.sizeTarget, implicitContentWidth + leftPadding + rightPadding))
    leftPadding: Theme.spaceXl
    rightPadding: Theme.spaceXl
    topPadding: Theme.spaceS
    bottomPadding: Theme.spaceS
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.97 : 1
    opacity: enabled ? 1 : 0.5
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    Behavior on scale {
        NumberAnimation {
            duration: Theme.motionPress
            easing.type: Easing.OutQuad
        }
    }

    background: Rectangle {
        radius: Math.min(control.corner, height / 2)
        color: control.fill
        border.width: control.kind === "quiet" || control.kind === "danger" || Theme.selectedBorder > 0 ? Theme.sizeBorder : 0
        border.color: control.kind === "quiet" ? Theme.outline : control.ink

        FocusRing {
            around: control
        }
    }

    contentItem: Item {
        implicitWidth: label.implicitWidth + (icon.visible ? icon.width + row.spacing : 0)
        implicitHeight: row.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: Theme.spaceS

            Icon {
                id: icon

                visible: control.iconName !== ""
                name: control.iconName
                colour: control.ink
                anchors.verticalCenter: parent.verticalCenter
            }

            Words {
                id: label

                text: control.text
                color: control.ink
                font.pixelSize: control.fontSize
                font.bold: control.kind !== "info"
                wrapMode: control.elided ? Text.NoWrap : Text.Wrap
                elide: control.elided ? Text.ElideRight : Text.ElideNone
                width: Math.min(implicitWidth, control.availableWidth - (icon.visible ? icon.width + row.spacing : 0))
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
