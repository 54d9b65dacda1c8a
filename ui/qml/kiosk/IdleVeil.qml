import QtQuick
import "../components"

// Nobody touched anything for a while: is somebody there? Any touch says yes.
Rectangle {
    id: veil

    required property QtObject visit

    visible: visit.asking
    anchors.fill: parent
    color: Theme.bg
    z: 2
    Accessible.role: Accessible.AlertMessage
    Accessible.name: question.text

    Column {
        anchors.centerIn: parent
        width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceGutter)
        spacing: veil.height > veil.width ? Theme.spaceGutter : Theme.spaceL

        Countdown {
            anchors.horizontalCenter: parent.horizontalCenter
            extent: veil.height > veil.width ? Theme.sizeKioskHalo * 0.6 : Theme.sizeOrbTalk
            fraction: veil.visit.secondsLeft / veil.visit.answersWithin
            remaining: String(veil.visit.secondsLeft)
        }

        Words {
            id: question

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Are you still there?")
            font.pixelSize: Theme.typeGreeting
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.typeTitle
            wrapMode: Text.NoWrap
            font.bold: true
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Otherwise everything is erased in %1 seconds.").arg(veil.visit.secondsLeft)
            font.pixelSize: Theme.typeTitle
        }

        FootButton {
            objectName: "still-here"
            width: parent.width
            kind: "primary"
            iconName: "check"
            text: qsTr("I am still here")
            onClicked: veil.visit.touched()
        }

        FootButton {
            objectName: "erase-now"
            width: parent.width
            kind: "quiet"
            iconName: "trash-2"
            text: qsTr("Erase now")
            onClicked: veil.visit.finish()
        }
    }
}
