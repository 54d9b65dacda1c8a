import QtQuick

// A small coloured tile that holds an icon.
Rectangle {
    property alias name: icon.name
    property color ink: Theme.primary

    implicitWidth: Theme.iconTile
    implicitHeight: Theme.iconTile
    radius: Theme.radiusSmall
    color: Theme.primarySoft

    Icon {
        id: icon

        name: ""
        anchors.centerIn: parent
        colour: parent.ink
    }
}
