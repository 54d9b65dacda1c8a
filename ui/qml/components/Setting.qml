import QtQuick

// Something to choose: its icon and name, what it is good for, and the choices; each shows at once.
Card {
    id: setting

    required property string name
    required property string iconName
    property string explanation: ""
    required property var choices
    required property var current
    property alias extra: rows.data
    signal chosen(var key)

    width: parent ? parent.width : 0
    height: rows.height + 2 * Theme.spaceL

    Column {
        id: rows

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Row {
            spacing: Theme.spaceM

            IconTile {
                name: setting.iconName
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: setting.name
                font.bold: true
            }
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: setting.explanation
            color: Theme.muted
            font.pixelSize: Theme.typeControl
        }

        RangeTabs {
            width: parent.width
            Accessible.name: setting.name
            choices: setting.choices
            current: setting.current
            onChosen: key => setting.chosen(key)
        }
    }
}
