import QtQuick
import QtQuick.Controls.Basic

// A question in the person's own words. Return, Tab or leaving the field takes it over.
Column {
    id: field

    required property string label
    required property string question
    required property int longest
    signal asked(string question)

    spacing: Theme.spaceXs

    Words {
        width: parent.width
        text: field.label
        font.pixelSize: Theme.typeControl
        Accessible.ignored: true
    }

    TextArea {
        id: input

        objectName: "question-field"
        width: parent.width
        height: Math.max(Theme.sizeTarget, implicitHeight)
        color: Theme.text
        font.pixelSize: Theme.typeControl
        wrapMode: TextArea.Wrap
        padding: Theme.spaceM
        verticalAlignment: TextArea.AlignVCenter
        selectionColor: Theme.primary
        selectedTextColor: Theme.onPrimary
        Accessible.role: Accessible.EditableText
        Accessible.name: field.label
        Component.onCompleted: text = field.question
        onEditingFinished: field.asked(text)
        onTextChanged: {
            if (length > field.longest)
                remove(field.longest, length);
        }
        Keys.onReturnPressed: field.asked(text)
        Keys.onEnterPressed: field.asked(text)
        Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
        Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)

        background: Rectangle {
            radius: Theme.radiusSmall
            color: Theme.surface
            border.width: input.activeFocus ? Theme.sizeFocusRing : Theme.sizeBorder
            border.color: input.activeFocus ? Theme.focus : Theme.outline
        }
    }
}
