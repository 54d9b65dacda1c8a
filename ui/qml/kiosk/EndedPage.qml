import QtQuick
import "../components"

// The last page: everything is gone.
Item {
    id: page

    anchors.fill: parent

    Column {
        anchors.centerIn: parent
        width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceXxl)
        spacing: Theme.spaceXl

        Mark {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "circle-check"
            extent: Theme.sizeRing
            ink: Theme.ok
            color: Theme.okSoft
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Thank you")
            font.pixelSize: Theme.typeGreeting
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Everything of this visit has been erased.")
            font.pixelSize: Theme.typeTitle
        }
    }
}
