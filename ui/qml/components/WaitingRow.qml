import QtQuick

// Something listed with what can be done with it: at the right where there is room, else below.
Card {
    id: row

    required property string title
    property string note: ""
    required property string action
    property string actionIcon: ""
    property string actionName: ""
    property bool actionable: true
    readonly property bool wide: width >= act.implicitWidth + Theme.columnCard + 3 * Theme.spaceL
    signal acted

    implicitHeight: (wide ? Math.max(words.height, act.visible ? act.height : 0) : words.height + (act.visible ? act.height + Theme.spaceM : 0)) + 2 * Theme.spaceM

    Column {
        id: words

        x: Theme.spaceL
        y: row.wide ? (row.height - height) / 2 : Theme.spaceM
        width: (row.wide && act.visible ? act.x - Theme.spaceM : row.width - Theme.spaceL) - x

        Words {
            width: parent.width
            text: row.title
            font.bold: true
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: row.note
            color: Theme.muted
            font.pixelSize: Theme.typeLabel
            wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        }
    }

    BigButton {
        id: act

        objectName: row.actionName
        visible: row.actionable
        x: row.wide ? row.width - width - Theme.spaceL : Theme.spaceL
        y: row.wide ? (row.height - height) / 2 : words.y + words.height + Theme.spaceM
        text: row.action
        iconName: row.actionIcon
        leastHeight: Theme.sizeTarget
        Accessible.name: row.action + ": " + row.title
        onClicked: row.acted()
    }
}
