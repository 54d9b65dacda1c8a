import QtQuick

// Nothing here yet: an icon, one sentence, one button.
Column {
    id: state

    required property string iconName
    required property string sentence
    property string action: ""
    property string actionIcon: ""
    property color ink: Theme.primary
    property color fill: Theme.primarySoft
    signal acted

    spacing: Theme.spaceL

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.sizeOrbTalk * 0.6
        height: width
        radius: width / 2
        color: state.fill

        Icon {
            anchors.centerIn: parent
            name: state.iconName
            colour: state.ink
            extent: Theme.sizeIconOrb * 0.75
        }
    }

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: state.sentence
        font.pixelSize: Theme.typeTitle
    }

    BigButton {
        objectName: "state-action"
        visible: state.action !== ""
        anchors.horizontalCenter: parent.horizontalCenter
        kind: "primary"
        text: state.action
        iconName: state.actionIcon
        onClicked: state.acted()
    }
}
