import QtQuick
import QtQuick.Controls.Basic

// A number to type, large, with its name before and its unit behind.
Column {
    id: field

    required property string label
    required property string unit
    property alias text: input.text
    property int hints: Qt.ImhFormattedNumbersOnly
    signal accepted

    spacing: Theme.spaceXs

    Words {
        width: parent.width
        text: field.label
        font.pixelSize: Theme.typeControl
        Accessible.ignored: true
    }

    Row {
        width: parent.width
        spacing: Theme.spaceM

        TextField {
            id: input

            objectName: "field-" + field.label
            width: parent.width - unitWords.width - parent.spacing
            height: Math.max(Theme.sizeButton, implicitHeight)
            color: Theme.text
            font.pixelSize: Theme.typeTitle
            font.bold: true
            maximumLength: 8
            inputMethodHints: field.hints
            leftPadding: Theme.spaceM
            selectionColor: Theme.primary
            selectedTextColor: Theme.onPrimary
            Accessible.role: Accessible.EditableText
            Accessible.name: field.unit === "" ? field.label : field.label + ", " + field.unit
            onAccepted: field.accepted()

            background: Rectangle {
                radius: Theme.radiusSmall
                color: Theme.surface
                border.width: input.activeFocus ? Theme.sizeFocusRing : Theme.sizeBorder
                border.color: input.activeFocus ? Theme.focus : Theme.outline
            }
        }

        Words {
            id: unitWords

            anchors.verticalCenter: parent.verticalCenter
            text: field.unit
            color: Theme.muted
            wrapMode: Text.NoWrap
        }
    }
}
