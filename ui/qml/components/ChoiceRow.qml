import QtQuick

// A name above a few choices.
Column {
    id: row

    required property string label
    required property var choices
    required property var current
    signal chosen(var key)

    spacing: Theme.spaceXs

    Words {
        width: parent.width
        text: row.label
        font.pixelSize: Theme.typeControl
    }

    RangeTabs {
        width: parent.width
        Accessible.name: row.label
        choices: row.choices
        current: row.current
        onChosen: key => row.chosen(key)
    }
}
