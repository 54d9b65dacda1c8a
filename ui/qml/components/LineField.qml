import QtQuick
import QtQuick.Controls.Basic

// A line to type, with its name above and, if there is one, its unit behind.
Column {
    id: field

    required property string label
    property string unit: ""
    property string hint: ""
    property string key: label
    property alias text: input.text
    property alias hints: input.inputMethodHints
    property alias echo: input.echoMode
    property int longest: 60
    signal edited(string text)
    signal accepted

    spacing: Theme.spaceXs

    Words {
        width: parent.width
        text: field.label
        font.pixelSize: Theme.typeControl
        Accessible.ignored: input.echoMode === TextInput.Normal // Qt keeps silent about a field of secrets
    }

    Row {
        width: parent.width
        spacing: Theme.spaceM

        TextField {
            id: input

            objectName: "field-" + field.key
            width: parent.width - (unitWords.visible ? unitWords.width + parent.spacing : 0)
            height: Math.max(Theme.sizeTarget, implicitHeight)
            color: Theme.text
            placeholderText: field.hint
            placeholderTextColor: Theme.muted
            font.pixelSize: Theme.typeBody
            maximumLength: field.longest
            leftPadding: Theme.spaceM
            selectionColor: Theme.primary
            selectedTextColor: Theme.onPrimary
            Accessible.role: Accessible.EditableText
            Accessible.name: [field.label, field.unit, field.hint].filter(part => part !== "").join(", ")
            onTextEdited: field.edited(text)
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

            visible: text !== ""
            anchors.verticalCenter: parent.verticalCenter
            text: field.unit
            color: Theme.muted
            wrapMode: Text.NoWrap
        }
    }
}
