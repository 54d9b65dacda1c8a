import QtQuick

// The one sentence of a step, large, with a way to hear it again.
Row {
    id: step

    required property string text
    signal heard

    spacing: Theme.spaceM

    Words {
        width: step.width - again.width - step.spacing
        anchors.verticalCenter: parent.verticalCenter
        text: step.text
        font.pixelSize: Theme.typeTitle
        font.bold: true
    }

    BigButton {
        id: again

        objectName: "say-again"
        anchors.verticalCenter: parent.verticalCenter
        leastHeight: Theme.sizeTarget
        kind: "quiet"
        iconName: "volume-2"
        fontSize: Theme.typeControl
        text: qsTr("Say it")
        onClicked: step.heard()
    }
}
