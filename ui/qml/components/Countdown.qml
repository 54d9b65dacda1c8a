import QtQuick
import QtQuick.Shapes

// A calm ring that fills while time passes, with the time that is left inside.
Item {
    id: ring

    required property real fraction
    required property string remaining
    property real extent: Theme.sizeRing

    implicitWidth: extent
    implicitHeight: extent
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1 left").arg(remaining)

    Shape {
        anchors.fill: parent

        ShapePath {
            strokeColor: Theme.line
            strokeWidth: Theme.sizeRingLine
            fillColor: "transparent"

            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.height / 2
                radiusX: (ring.width - Theme.sizeRingLine) / 2
                radiusY: radiusX
                startAngle: -90
                sweepAngle: 360
            }
        }

        ShapePath {
            strokeColor: Theme.primary
            strokeWidth: Theme.sizeRingLine
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap

            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.height / 2
                radiusX: (ring.width - Theme.sizeRingLine) / 2
                radiusY: radiusX
                startAngle: -90
                sweepAngle: 360 * ring.fraction
            }
        }
    }

    Words {
        anchors.centerIn: parent
        text: ring.remaining
        font.pixelSize: Theme.typeNumber
        font.bold: true
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
