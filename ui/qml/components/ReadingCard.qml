import QtQuick
import QtQuick.Controls.Basic

// The latest value of one kind; opens its trend.
AbstractButton {
    id: control

    required property string title
    required property string value
    required property string unit
    required property string verdict
    required property string verdictText
    required property string whenText
    required property string detail
    required property string iconName

    objectName: "reading-" + title
    padding: Theme.spaceL
    implicitWidth: Theme.columnCard
    implicitHeight: implicitContentHeight + 2 * padding
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.97 : 1
    Accessible.role: Accessible.Button
    Accessible.name: [title, value + " " + unit, verdictText, whenText, detail].filter(part => part.trim() !== "").join(", ")
    Accessible.description: qsTr("Opens the trend")
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()

    Behavior on scale {
        NumberAnimation {
            duration: Theme.motionPress
            easing.type: Easing.OutQuad
        }
    }

    background: Card {
        FocusRing {
            around: control
        }
    }

    contentItem: Column {
        spacing: Theme.spaceXs

        Row {
            spacing: Theme.spaceM

            IconTile {
                name: control.iconName
            }

            Words {
                text: control.title
                font.pixelSize: Theme.typeControl
                width: Math.min(implicitWidth, control.availableWidth - Theme.iconTile - Theme.spaceM)
                anchors.verticalCenter: parent.verticalCenter
            }
        }

        Item {
            readonly property bool fits: figure.implicitWidth + Theme.spaceS + unitWords.implicitWidth <= width

            width: parent.width
            height: fits ? figure.height : figure.height + unitWords.height
            visible: control.value !== ""

            Words {
                id: figure

                text: control.value
                font.pixelSize: Theme.typeNumber
                font.bold: true
                wrapMode: Text.NoWrap
            }

            Words {
                id: unitWords

                x: parent.fits ? figure.width + Theme.spaceS : 0
                y: parent.fits ? figure.baselineOffset - baselineOffset : figure.height
                text: control.unit
                color: Theme.muted
                font.pixelSize: Theme.typeControl
                wrapMode: Text.NoWrap
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceXs

            Pill {
                verdict: control.verdict
                text: control.verdictText
            }

            Words {
                text: [control.whenText, control.detail].filter(part => part !== "").join(" · ")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
                height: Math.max(implicitHeight, Theme.sizePill)
                width: Math.min(implicitWidth, parent.width)
                verticalAlignment: Text.AlignVCenter
            }
        }
    }
}
