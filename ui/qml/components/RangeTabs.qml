import QtQuick

// One of a few choices, each a big button. `choices`: list of {key, text}.
Flow {
    id: tabs

    required property var choices
    required property var current
    signal chosen(var key)

    // Side by side where there is room; else the rest goes below.
    function naturalWidth() {
        let sum = 0;
        for (let index = 0; index < repeater.count; index++)
            sum += (repeater.itemAt(index)?.width ?? 0) + (index > 0 ? spacing : 0);
        return sum;
    }

    width: Math.min(naturalWidth(), parent ? parent.width : Infinity)
    spacing: Theme.spaceS
    Accessible.role: Accessible.PageTabList

    Repeater {
        id: repeater

        model: tabs.choices

        BigButton {
            required property var modelData
            readonly property bool selected: modelData.key === tabs.current

            objectName: "choice-" + modelData.key
            text: modelData.text
            kind: selected ? "primary" : "quiet"
            iconName: modelData.icon ?? ""
            fontSize: Theme.typeControl
            leastHeight: Theme.sizeTarget
            width: Math.max(Theme.columnTab, implicitWidth)
            Accessible.role: Accessible.RadioButton
            Accessible.checkable: true
            Accessible.checked: selected
            onClicked: tabs.chosen(modelData.key)
        }
    }
}
