import QtQuick

// A device: what it is called, how it stands, and the one thing to do with it.
Card {
    id: row

    required property string address
    required property string name
    required property string stateText
    required property var battery
    required property bool simulated
    required property string action
    required property string actionIcon
    readonly property string details: [stateText, typeof battery === "number" ? qsTr("battery %1 %").arg(battery) : "", simulated ? qsTr("virtual device for practice") : ""].filter(part => part !== "").join(" · ")
    signal acted

    implicitHeight: Math.max(words.height, button.height) + 2 * Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: [name, details].filter(part => part !== "").join(", ")

    IconTile {
        id: tile

        x: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        name: "bluetooth"
    }

    Column {
        id: words

        anchors.left: tile.right
        anchors.leftMargin: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        width: button.x - x - Theme.spaceM

        Words {
            width: parent.width
            text: row.name
            font.bold: true
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: row.details
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }

    BigButton {
        id: button

        objectName: "device-" + row.address
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        leastHeight: Theme.sizeTarget
        text: row.action
        iconName: row.actionIcon
        fontSize: Theme.typeControl
        Accessible.name: row.action + ": " + row.name
        onClicked: row.acted()
    }
}
